// --- the page's sliders, once Python runs: what lies between the frames that were drawn ----------

const FINER = 5; // steps where the page has one

class Between {
  // between: which controls take values between; ask: draws the frame at these places.
  constructor(root, between, ask) {
    this.root = root;
    this.ask = ask;
    this.controls = [...root.querySelectorAll('input[type="range"], fieldset')];
    this.fine = this.controls.filter((control, k) => between[k] && control.type === "range");
    this.turn = 0; // how often a control moved: a frame that was asked for before is late
    this.drawing = false;
    this.leave = new AbortController();
    const { signal } = this.leave;
    for (const control of this.fine) control.step = 1 / FINER;
    root.addEventListener("input", (event) => this.#moved(event), { capture: true, signal });
    root.addEventListener("click", (event) => {
      if (event.target.closest(".dl-step, .dl-play")) this.#snap();
    }, { capture: true, signal });
  }

  #places() {
    return this.controls.map((control) => control.type === "range" ? Math.round(control.value * FINER) / FINER
      : [...control.querySelectorAll("input")].findIndex((radio) => radio.checked));
  }

  #moved(event) {
    this.turn += 1;
    if (this.#places().every(Number.isInteger)) return; // a frame that was drawn: course.js shows it
    event.stopImmediatePropagation();
    this.#draw();
  }

  async #draw() {
    if (this.drawing) return; // never two at once: the latest place is drawn next
    this.drawing = true;
    let turn;
    do {
      turn = this.turn;
      const places = this.#places();
      if (places.every(Number.isInteger)) break;
      let frame;
      try { frame = await this.ask(places); } catch { break; } // Python was stopped
      if (turn === this.turn) this.#show(frame);
    } while (turn !== this.turn);
    this.drawing = false;
  }

  #show({ svg, alt, readout, texts }) {
    const stage = this.root.querySelector(".dl-stage");
    stage.replaceChildren(clean(svg));
    stage.setAttribute("aria-label", alt);
    this.root.querySelector(".dl-readout").textContent = readout;
    this.controls.forEach((control, k) => { if (control.type === "range") this.#tell(control, texts[k]); });
  }

  #tell(control, text) {
    control.parentElement.querySelector("output").textContent = text;
    control.setAttribute("aria-valuetext", text);
  }

  #snap() { // buttons go from one drawn frame to the next
    for (const control of this.fine) {
      control.value = Math.round(control.value);
      this.#tell(control, JSON.parse(control.dataset.texts)[control.value]);
    }
  }

  end() { // back to the frames that were drawn
    this.leave.abort();
    this.turn += 1;
    const off = this.fine.filter((control) => !Number.isInteger(Number(control.value)));
    this.#snap();
    for (const control of this.fine) control.step = 1;
    off.forEach((control) => control.dispatchEvent(new Event("input", { bubbles: true })));
  }
}
