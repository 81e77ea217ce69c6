// The widgets on the page that show a part of the view, with what they show, in one answer.
() => {
  const text = element => (element ? element.innerText || element.textContent : "").trim();
  const read = holder => {
    const slider = holder.querySelector("input[type=range]");
    if (slider) return {kind: "slider", value: slider.value};
    const box = holder.querySelector("input[type=checkbox]");
    if (box) return {kind: "switch", value: box.checked ? "yes" : "no"};
    const radios = [...holder.querySelectorAll("[role=radio]")];
    if (radios.length)
      return {kind: "tabs", value: text(radios.find(one => one.ariaChecked === "true"))};
    const rounds = [...holder.querySelectorAll("input[type=radio]")];
    if (rounds.length) {
      const on = rounds.find(one => one.checked);
      return {kind: "rounds", value: text(on && on.closest("label"))};
    }
    const list = holder.querySelector("[role=combobox]");
    if (list) return {kind: "list", value: list.value || text(list)};
    const number = holder.querySelector("input[type=number]");
    if (number) return {kind: "number", value: number.value};
    const field = holder.querySelector("input[type=text]");
    return field ? {kind: "text", value: field.value} : null;
  };
  const widgets = [];
  for (const holder of document.querySelectorAll("[class*='st-key-view-']")) {
    const key = [...holder.classList].find(name => name.startsWith("st-key-view-"));
    const part = key.match(/^st-key-view-([a-z_]+)/);
    const found = part && holder.checkVisibility() && read(holder);
    if (found) widgets.push({part: part[1], ...found});
  }
  return widgets;
}
