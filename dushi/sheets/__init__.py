"""导出 Excel: every list goes out as it is shown; what is long is made in the background and waits in 提醒."""
