// A list whose items are dragged, or moved by Alt and the arrow keys; tells the ids in their new order.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const list = parentElement.querySelector("ol");
  const shown = JSON.stringify(data.rows);
  if (list.dataset.shown === shown) return;
  list.dataset.shown = shown;
  list.replaceChildren(...data.rows.map(item));

  function item(row) {
    const line = document.createElement("li");
    line.dataset.id = row.id;
    line.draggable = true;
    line.tabIndex = 0;
    line.title = "Drag, or press Alt and an arrow key";
    const text = document.createElement("span");
    text.textContent = row.title;
    line.append(text);
    line.ondragstart = (event) => {
      event.dataTransfer.setData("text/plain", row.id);
      event.dataTransfer.effectAllowed = "move";
      line.classList.add("dragged");
    };
    line.ondragend = () => list.querySelectorAll("li").forEach((one) => one.classList.remove("dragged", "over"));
    line.ondragover = (event) => {
      event.preventDefault();
      line.classList.add("over");
    };
    line.ondragleave = () => line.classList.remove("over");
    line.ondrop = (event) => {
      event.preventDefault();
      const moved = list.querySelector("li.dragged");
      if (!moved || moved === line) return;
      const lines = [...list.children];
      const down = lines.indexOf(moved) < lines.indexOf(line);
      line[down ? "after" : "before"](moved);
      tell();
    };
    line.onkeydown = (event) => {
      if (!event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      const other = event.key === "ArrowUp" ? line.previousElementSibling : line.nextElementSibling;
      if (!other) return;
      other[event.key === "ArrowUp" ? "before" : "after"](line);
      line.focus();
      tell();
    };
    return line;
  }

  function tell() {
    setTriggerValue("order", [...list.children].map((line) => line.dataset.id));
  }
}
