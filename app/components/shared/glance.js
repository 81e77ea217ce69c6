// Clusters with their most typical moments: a click on a moment plays it where its picture stood.
// All in one piece: an element of Streamlit's own for each picture and button made half of what a move of k took.
export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const list = parentElement.querySelector("ul");
  const told = JSON.stringify(data);
  if (list.told === told) return;
  list.told = told;
  const kept = new Map([...list.querySelectorAll("img, video")].map((one) => [one.dataset.kept, one]));
  const playing = [...list.querySelectorAll("video")].filter((film) => !film.paused);
  const focused = document.activeElement?.closest(".crvae-glance button")?.dataset.moment;
  list.replaceChildren(...data.clusters.map(row));
  for (const film of playing) if (film.isConnected) film.play().catch(() => {});
  if (focused) [...list.querySelectorAll("button")].find((one) => one.dataset.moment === focused)?.focus();

  function row(cluster) {
    const mark = element("span", "crvae-square", "■");
    mark.style.color = cluster.colour;
    mark.ariaHidden = "true";
    const head = element("div");
    const name = element("p");
    name.append(mark, " ", element("b", "", cluster.name));
    head.append(name, ...cluster.facts.map((fact) => element("p", "crvae-fact", fact)));
    const line = element("li");
    line.append(head, ...cluster.moments.map(card));
    return line;
  }

  function card(moment) {
    const plays = data.played?.id === moment.id;
    const film = plays && data.played.src;
    const place = element("div");
    place.append(film ? player(moment) : picture(moment));
    if (plays && !film) place.append(element("p", "crvae-fact", data.played.note));
    place.append(button(moment, plays));
    return place;
  }

  function button(moment, plays) {
    const icon = element("span", "crvae-icon", plays ? "stop_circle" : "play_circle");
    icon.ariaHidden = "true";
    icon.translate = false;
    const text = element("span");
    text.append(element("b", "", moment.time), ` · ${moment.film}`);
    const pressed = element("button");
    pressed.type = "button";
    pressed.dataset.moment = moment.id;
    pressed.ariaPressed = String(plays);
    if (!plays) pressed.title = `Play it here. ${moment.said}`;
    pressed.append(icon, text);
    pressed.onclick = () => (plays ? setTriggerValue("stop", true) : setTriggerValue("play", moment.id));
    return pressed;
  }

  function picture(moment) {
    const missing = () => element("p", "crvae-fact", `(no picture for ${moment.time})`);
    if (!moment.src) return missing();
    return keep(moment.src, () => {
      const image = element("img");
      image.alt = moment.alt;
      image.onerror = () => image.replaceWith(missing());
      image.src = moment.src;
      return image;
    });
  }

  function player(moment) {
    const { src, start, captions } = data.played;
    return keep(`${moment.id} ${src}`, () => {
      const film = element("video");
      film.controls = film.autoplay = film.playsInline = true;
      film.src = `${src}#t=${start}`;
      if (captions) {
        const track = element("track");
        track.kind = "captions";
        track.label = "Captions";
        track.default = true;
        track.src = URL.createObjectURL(new Blob([captions], { type: "text/vtt" }));
        film.append(track);
      }
      return film;
    });
  }

  function keep(name, make) {
    const made = kept.get(name) ?? make();
    kept.delete(name); // a moment that stands in two places has two pictures
    made.dataset.kept = name;
    return made;
  }

  function element(tag, style = "", text = "") {
    const made = document.createElement(tag);
    if (style) made.className = style;
    if (text) made.textContent = text;
    return made;
  }
}
