// What is on the page now, in one answer: widgets that show a part of the view, popovers, pictures of the map, faults.
() => {
  const text = element => (element ? element.innerText || element.textContent : "").trim();
  const read = holder => {
    const slider = holder.querySelector("input[type=range]");
    if (slider) return {kind: "slider", value: slider.value, most: holder.querySelectorAll("input[type=range]").length};
    const box = holder.querySelector("input[type=checkbox]");
    if (box) return {kind: "switch", value: box.checked ? "yes" : "no", most: 2};
    const radios = [...holder.querySelectorAll("[role=radio]")];
    if (radios.length)
      return {kind: "tabs", value: text(radios.find(one => one.ariaChecked === "true")), most: radios.length};
    const rounds = [...holder.querySelectorAll("input[type=radio]")];
    if (rounds.length) {
      const on = rounds.find(one => one.checked);
      return {kind: "rounds", value: text(on && on.closest("label")), most: rounds.length};
    }
    const several = [...holder.querySelectorAll("button[aria-label^='Remove ']")].map(one => one.ariaLabel.slice(7));
    if (holder.querySelector("[data-testid=stMultiSelect]"))
      return {kind: "several", value: several.join(), most: several.length};
    const list = holder.querySelector("[role=combobox]");
    if (list) return {kind: "list", value: list.value || text(list), most: 2};
    const number = holder.querySelector("input[type=number]");
    if (number) return {kind: "number", value: number.value, most: 2};
    const field = holder.querySelector("input[type=text]");
    return field ? {kind: "text", value: field.value, most: 2} : null;
  };
  const widgets = [];
  for (const holder of document.querySelectorAll("[class*='st-key-view-']")) {
    const key = [...holder.classList].find(name => name.startsWith("st-key-view-"));
    const part = key.match(/^st-key-view-([a-z_]+)/);
    const found = part && holder.checkVisibility() && read(holder);
    if (found) widgets.push({key, part: part[1], over: !!holder.closest("[data-testid=stPopoverBody]"), ...found});
  }
  const popovers = [...document.querySelectorAll("[data-testid=stPopover] button")];
  const label = button => text(button.querySelector("[data-testid=stMarkdownContainer]"));  // without its icons
  return {
    widgets,
    popovers: [...new Set(popovers.filter(one => one.checkVisibility()).map(label))],
    faults: [...document.querySelectorAll("[data-testid=stException]")].map(one => text(one).slice(0, 300)),
  };
}
