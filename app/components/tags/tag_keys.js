// Keys 1 to 9 anywhere on the page, but not where somebody writes. Tells Python all presses of this page, so that none is
// lost while it is busy: [id, number, with shift, second of the film or null, whether it plays].
export default function (component) {
  const { setStateValue } = component;
  const kept = (window.crvaeTagKeys ??= { base: Math.random().toString(36).slice(2), count: 0, presses: [] });
  if (kept.listener) document.removeEventListener("keydown", kept.listener, true);

  const listener = (event) => {
    const match = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (!match || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.getModifierState("AltGraph") || writes(event.composedPath()[0])) return;
    if (event.code.startsWith("Numpad") && !event.getModifierState("NumLock")) return;
    event.preventDefault();
    event.stopPropagation(); // the player would jump to a tenth of the film
    const film = player();
    kept.count += 1;
    const at = film && Number.isFinite(film.currentTime) ? film.currentTime : null;
    kept.presses = [...kept.presses, [`${kept.base}-${kept.count}`, Number(match[1]), event.shiftKey, at, !!film && !film.paused]].slice(-64);
    setStateValue("presses", kept.presses);
  };
  kept.listener = listener;
  document.addEventListener("keydown", listener, true);

  return () => {
    document.removeEventListener("keydown", listener, true);
    if (kept.listener === listener) kept.listener = null;
  };

  function writes(target) {
    if (!(target instanceof Element)) return false;
    if (target.isContentEditable) return true;
    if (target.matches("textarea, select")) return true;
    if (target.matches("input")) return !["button", "checkbox", "radio", "submit"].includes(target.type);
    return !!target.closest("[role=textbox], [role=combobox], [role=searchbox], [role=slider], [role=grid], [role=spinbutton], [data-testid=stDataFrame]");
  }

  function player() {
    const films = [...document.querySelectorAll("video")];
    return films.find((film) => !film.paused) ?? films.find((film) => film.offsetParent) ?? null;
  }
}
