"""区里的周表: the district's own workbook, uploaded once, filled every week and otherwise left as it is."""
