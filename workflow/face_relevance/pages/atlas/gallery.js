"use strict";
/* The grid of images and what it shows of them. */

const MOST_CLASSES = 24; // of a task; with more, its classes are no way to find an image

let thumbs = []; // names of the images in the grid, in their order
let drawn = ""; // what the grid was made for
const watcher = new IntersectionObserver(drawVisible, { rootMargin: "120px" });

/* Fill the list of what the grid can show. */
function fillShow(select, study) {
  select.append(new Option("All images", "all"));
  const judged = document.createElement("optgroup");
  judged.label = "Decisions";
  for (const [value, words] of Object.entries({
    "wrong:a": "A is wrong", "wrong:b": "B is wrong", differ: "One is right, the other wrong",
  })) {
    judged.append(new Option(words, value));
  }
  select.append(judged);
  for (const [task, classes] of Object.entries(study.classes)) {
    const found = new Set(study.images.map((image) => image.labels[task]));
    const people = study.images.every((image) => image.labels[task] === image.identity);
    if (!people && classes.length <= MOST_CLASSES) {
      const known = classes.filter((name) => found.has(name));
      addGroup(select, task, known.map((name) => [name, `class:${task}:${name}`]));
    }
  }
  const people = [...new Set(study.images.map((image) => image.identity))];
  addGroup(select, "Identity", people.map((name) => [name, `identity:${name}`]));
}

function addGroup(select, label, options) {
  const group = document.createElement("optgroup");
  group.label = label[0].toUpperCase() + label.slice(1);
  group.append(...options.map(([words, value]) => new Option(words, value)));
  if (options.length) {
    select.append(group);
  }
}

/* Images that the grid shows: those that A explains, of what is asked for. */
function selectImages(study, show, a, b) {
  const [kind, ...rest] = show.split(":");
  const right = (side, image) => side.facts?.images[image.name]?.correct;
  return study.images.filter((image) => image.tasks.includes(a.model.task)).filter((image) => {
    switch (kind) {
      case "identity": return image.identity === rest.join(":");
      case "class": return image.labels[rest[0]] === rest.slice(1).join(":");
      case "wrong": return right(rest[0] === "a" ? a : b, image) === false;
      case "differ": return right(a, image) === !right(b, image) && right(b, image) !== undefined;
      default: return true;
    }
  });
}

/* Bring the grid up to date; it is made anew only where other images are in it. */
function updateGallery(grid, study, chosen, a, b) {
  const images = selectImages(study, chosen.show, a, b);
  thumbs = images.map((image) => image.name);
  if (drawn !== thumbs.join("\n")) {
    drawn = thumbs.join("\n");
    watcher.disconnect();
    grid.replaceChildren(...images.map((image) => makeThumb(image, study)));
    grid.querySelectorAll(".thumb").forEach((thumb) => watcher.observe(thumb));
  }
  const within = thumbs.includes(chosen.image);
  grid.querySelectorAll(".thumb").forEach((thumb, number) => {
    const checked = thumb.dataset.image === chosen.image;
    thumb.setAttribute("aria-checked", checked);
    thumb.tabIndex = checked || (!within && number === 0) ? 0 : -1;
    markWrong(thumb, a, b);
    if (checked) {
      scrollWithin(grid, thumb);
    }
  });
  const { images: count, of } = study.shown;
  document.getElementById("gallery-count").title = `${of} images were explained`;
  document.getElementById("gallery-count").textContent =
    thumbs.length === study.images.length && of > count
      ? `${count} of ${of}` : `${thumbs.length} of ${study.images.length}`;
}

function makeThumb(image, study) {
  const thumb = document.createElement("button");
  thumb.type = "button";
  thumb.className = "thumb";
  thumb.dataset.image = image.name;
  thumb.setAttribute("role", "radio");
  thumb.title = image.name;
  const canvas = document.createElement("canvas");
  canvas.width = study.size.width;
  canvas.height = study.size.height;
  const wrong = document.createElement("span");
  wrong.className = "wrong";
  thumb.append(canvas, wrong);
  thumb.image = image;
  thumb.study = study;
  return thumb;
}

/* Draw thumbs as they come into sight, so that only their files are loaded. */
function drawVisible(entries) {
  for (const entry of entries.filter((found) => found.isIntersecting)) {
    const { image, study } = entry.target;
    watcher.unobserve(entry.target);
    loadSprite(`images/${image.chunk}.js`).then((sprite) => {
      const pixels = new Uint8ClampedArray(readCell(sprite, study, image.place));
      const picture = new ImageData(pixels, study.size.width, study.size.height);
      entry.target.firstChild.getContext("2d").putImageData(picture, 0, 0);
    }).catch(() => {}); // the stage says which file is missing
  }
}

/* Letters of the models that are wrong about an image. */
function markWrong(thumb, a, b) {
  const wrong = Object.entries({ a, b })
    .filter(([, side]) => side.facts?.images[thumb.dataset.image]?.correct === false)
    .map(([letter]) => letter);
  thumb.lastChild.replaceChildren(...wrong.map((letter) => {
    const mark = document.createElement("i");
    mark.className = letter;
    mark.textContent = letter.toUpperCase();
    return mark;
  }));
  const words = wrong.map((letter) => `, ${letter.toUpperCase()} is wrong`).join("");
  thumb.setAttribute("aria-label", thumb.dataset.image + words);
}

/* Scroll the grid, never the page. */
function scrollWithin(grid, thumb) {
  const [outer, inner] = [grid.getBoundingClientRect(), thumb.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) {
    grid.scrollTop += inner.top - outer.top - (outer.height - inner.height) / 2;
  }
  if (inner.left < outer.left || inner.right > outer.right) {
    grid.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
  }
}
