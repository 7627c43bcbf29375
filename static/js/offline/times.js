// Times as the town says them. Read by pages and by the service worker alike, as self.phoneTimes.

(() => {
  const said = (options) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", ...options });
  const day = said({ month: "numeric", day: "numeric" });
  const clock = said({ hour: "numeric", minute: "2-digit", hour12: false });
  const parts = (format, at) => Object.fromEntries(format.formatToParts(at).map((part) => [part.type, part.value]));

  function hour(at) {
    const told = parts(clock, at);
    return `${Number(told.hour) % 24}:${told.minute}`;
  }

  function moment(at) {
    const told = parts(day, at);
    return `${told.month}月${told.day}日 ${hour(at)}`;
  }

  self.phoneTimes = { hour, moment };
})();
