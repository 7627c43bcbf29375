// Photos of a form, kept with its draft: made small here, which drops place and time that the camera wrote into them.

import { addPhoto, dropPhoto, photoBytes, photosOf } from "./queue.js";

const EDGE = 1280;
const MOST = 9;

async function small(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await picture.decode();
    const scale = Math.min(1, EDGE / Math.max(picture.naturalWidth, picture.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.naturalWidth * scale);
    canvas.height = Math.round(picture.naturalHeight * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
    return await blob.arrayBuffer();
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

// `sheet.id` names the draft, `sheet.shownId` what was sent off last; `sheet.withPhotos()` is told when there is one more or fewer.
export class Photos {
  constructor(sheet) {
    this.sheet = sheet;
    this.input = sheet.form.querySelector("input[type=file]") || this.built();
    this.dress();
    this.list = document.createElement("ul");
    this.list.className = "phone-photos";
    this.input.nextElementSibling.after(this.list);
    this.input.addEventListener("change", (event) => {
      event.stopPropagation();
      // What is sent meanwhile waits for these.
      this.taken = this.take(Array.from(this.input.files));
    });
  }

  built() {
    const box = document.createElement("div");
    box.className = "field";
    const input = document.createElement("input");
    const id = `phone-photos-${document.querySelectorAll("[data-phone-picker]").length}`;
    Object.assign(input, { type: "file", id, accept: "image/*", multiple: true });
    input.dataset.phonePicker = "";
    box.append(input);
    this.sheet.foot.before(box);
    return input;
  }

  // The browser's own button speaks its own language: a label stands for it.
  dress() {
    const label = document.createElement("label");
    Object.assign(label, { className: "btn plain small", htmlFor: this.input.id, textContent: "添加照片（可不传）" });
    this.input.className = "phone-picker";
    this.input.after(label);
  }

  async take(files) {
    this.input.value = "";
    const before = (await photosOf(this.sheet.id)).length;
    let [count, wrong] = [before, ""];
    for (const file of files) {
      if (count >= MOST) wrong = `照片最多 ${MOST} 张，其余的没有加上`;
      else {
        try {
          await addPhoto(this.sheet.id, await small(file), `照片${count + 1}.jpg`);
          count += 1;
        } catch {
          wrong = `“${file.name}”不是能打开的照片，没有加上，请另选`;
        }
      }
    }
    if (count > before) await this.sheet.withPhotos();
    await this.show();
    if (wrong) this.sheet.say(wrong, true);
  }

  async show() {
    this.list.querySelectorAll("img").forEach((picture) => URL.revokeObjectURL(picture.src));
    this.list.replaceChildren();
    for (const photo of await photosOf(this.sheet.shownId || this.sheet.id)) this.list.append(await this.line(photo));
  }

  async line(photo) {
    const line = document.createElement("li");
    const picture = new Image();
    picture.src = URL.createObjectURL(new Blob([await photoBytes(photo)], { type: "image/jpeg" }));
    picture.alt = photo.name.replace(".jpg", "");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn-link";
    button.textContent = "删去";
    button.addEventListener("click", async () => {
      await dropPhoto(photo);
      await this.show();
      this.sheet.withPhotos();
    });
    line.append(picture, button);
    return line;
  }
}
