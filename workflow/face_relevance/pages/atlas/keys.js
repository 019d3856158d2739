"use strict";
/* Keys. They are left alone in form fields that use them, and with Ctrl, Alt or the Mac's ⌘. */

function listenToKeys(actions) {
  document.addEventListener("keydown", (event) => {
    const { target } = event;
    const field = target.closest("select, input, dialog");
    if (event.ctrlKey || event.altKey || event.metaKey || (field && !isForPage(event, field))) {
      return;
    }
    const back = event.shiftKey ? -1 : 1;
    const known = {
      ArrowLeft: () => actions.stepImage(-1),
      ArrowRight: () => actions.stepImage(1),
      ArrowUp: () => actions.stepPerson(-1),
      ArrowDown: () => actions.stepPerson(1),
      "[": () => actions.stepKept(-1),
      "]": () => actions.stepKept(1),
      m: () => actions.stepMethod(back),
      x: () => actions.swap(),
      o: () => actions.toggleRelevance(),
      "?": () => document.getElementById("help").showModal(),
    };
    // By place on the keyboard: with Shift the digits are other signs.
    const digits = {
      Digit1: () => actions.stepModel("a", back),
      Digit2: () => actions.stepModel("b", back),
    };
    const action = digits[event.code] ?? known[event.key] ?? known[event.key.toLowerCase()];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}

/* Sliders need only the arrows; lists and the dialog need every key. */
function isForPage(event, field) {
  return field.matches("input[type=range]") && !event.key.startsWith("Arrow");
}
