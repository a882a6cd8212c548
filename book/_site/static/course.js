// The script of pages with widgets: it moves them. No kernel, no library, no request to
// anyone else. A widget's frames arrive as a script file (fetch is refused over file://), when the
// widget comes near the reader's view or is first moved.
"use strict";

window.dlcourse = (() => {
  const arrived = new Map(); // key of a widget -> resolves with its frames

  // Called by the file of frames itself.
  const frames = (key, data) => arrived.get(key)(data);

  function load(widget) {
    if (!widget.frames) {
      const inline = widget.root.querySelector('script[type="application/json"]');
      widget.frames = inline ? Promise.resolve(JSON.parse(inline.textContent)) : fetchFrames(widget.root);
    }
    return widget.frames;
  }

  function fetchFrames(root) {
    return new Promise((resolve, reject) => {
      arrived.set(root.dataset.key, resolve);
      const script = document.createElement("script");
      script.src = root.dataset.frames;
      script.onerror = () => reject(new Error("The frames did not arrive: " + script.src));
      document.head.append(script);
    });
  }

  // Where each control stands, the last one changing fastest: the place of the frame.
  function place(widget) {
    return widget.controls.reduce((sum, control) => sum * control.count + control.index(), 0);
  }

  async function show(widget) {
    const { lines, frames } = await load(widget);
    const frame = frames[place(widget)]; // as it stands now, should it have moved while loading
    widget.stage.innerHTML = frame.svg
      .map(([first, count]) => lines.slice(first, first + count).join("\n"))
      .join("\n");
    widget.stage.setAttribute("aria-label", frame.alt);
    widget.readout.textContent = frame.readout;
  }

  function slider(input) {
    const texts = JSON.parse(input.dataset.texts);
    const output = input.parentElement.querySelector("output");
    return {
      id: input.id,
      count: texts.length,
      index: () => Number(input.value),
      go(i) { input.value = i; this.say(); },
      say() {
        output.textContent = texts[input.value];
        input.setAttribute("aria-valuetext", texts[input.value]);
      },
      element: input,
    };
  }

  function choice(fieldset) {
    const radios = [...fieldset.querySelectorAll("input")];
    return {
      id: fieldset.id,
      count: radios.length,
      index: () => radios.findIndex((radio) => radio.checked),
      go(i) { radios[i].checked = true; },
      say() {},
      element: fieldset,
    };
  }

  // Readers who ask for less motion see one step at each press of Play.
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  function onward(widget, control) {
    control.go((control.index() + 1) % control.count);
    return show(widget);
  }

  function stepButton(widget, button) {
    const control = played(widget, button);
    button.addEventListener("click", () => onward(widget, control));
  }

  const played = (widget, button) => widget.controls.find((c) => c.id === button.dataset.plays);

  function playButton(widget, button) {
    const control = played(widget, button);
    let timer = null;
    const stop = () => {
      clearInterval(timer);
      timer = null;
      button.textContent = button.dataset.play;
    };
    button.addEventListener("click", () => {
      if (timer) return stop();
      if (still.matches) return onward(widget, control);
      button.textContent = button.dataset.pause;
      if (control.index() === control.count - 1) control.go(0);
      show(widget);
      timer = setInterval(() => {
        if (control.index() === control.count - 1) return stop();
        control.go(control.index() + 1);
        show(widget);
      }, Number(button.dataset.pace));
    });
    const steps = button.parentElement.querySelector(`.dl-step[data-plays="${control.id}"]`);
    for (const [element, event] of [[control.element, "input"], [steps, "click"]]) {
      element.addEventListener(event, () => timer && stop());
    }
  }

  function start(root) {
    const widget = {
      root,
      stage: root.querySelector(".dl-stage"),
      readout: root.querySelector(".dl-readout"),
      controls: [...root.querySelectorAll('input[type="range"], fieldset')].map((element) =>
        element.tagName === "FIELDSET" ? choice(element) : slider(element)),
    };
    for (const control of widget.controls) {
      control.element.addEventListener("input", () => { control.say(); show(widget); });
    }
    root.querySelectorAll(".dl-step").forEach((button) => stepButton(widget, button));
    root.querySelectorAll(".dl-play").forEach((button) => playButton(widget, button));
    // A browser may keep the reader's choices over a reload: begin where the page's picture is.
    root.querySelectorAll('input[type="radio"]').forEach((radio) => { radio.checked = radio.defaultChecked; });
    near.observe(root);
    widgets.set(root, widget);
  }

  const widgets = new WeakMap();
  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      load(widgets.get(entry.target));
    }
  }, { rootMargin: "800px" });

  document.addEventListener("DOMContentLoaded", () =>
    document.querySelectorAll(".dl-widget").forEach(start));

  return { frames };
})();
