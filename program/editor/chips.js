// Chips: who is at a line, as buttons at its right end. They stand beside the text in the scrolled area, so they are neither part of it
// nor of its Tab order; F2 moves the focus from a line to its chips and back.

import { StateEffect, StateField, countColumn } from "@codemirror/state";
import { Decoration, EditorView, ViewPlugin } from "@codemirror/view";
import { hasLine, kindOf } from "./marks.js";

// The chips of a line. The others are counted, and so are those for which there is no room beside the text but for the first.
const MOST_CHIPS = 4;

// A longer line leaves no room in any window.
const LONGEST_MEASURED = 1000;

// What a chip has besides its name, and the longest name that is shown whole, as in editor.css: in CSS pixels and characters.
const CHIP_PX = 30;
const LONGEST_NAME = 14;

export const setChips = StateEffect.define();

// A chip as given, in the types that are drawn.
const asChip = ({ task, label, state, title, selected }) => ({
  task, label: String(label ?? ""), state: String(state ?? ""), title: String(title ?? ""), selected: selected === true,
});

// The lines with chips: the place where each begins, its first chips, and the number of the others.
const rowsOf = (doc, chips) => {
  const rows = new Map();
  for (const chip of chips) {
    if (!hasLine(doc, chip.line)) continue;
    const row = rows.get(chip.line) ?? { at: doc.line(chip.line).from, chips: [], more: 0 };
    rows.set(chip.line, row);
    if (row.chips.length < MOST_CHIPS) row.chips.push(asChip(chip));
    else row.more += 1;
    row.more += Number(chip.more) || 0;
  }
  return [...rows.values()].sort((a, b) => a.at - b.at);
};

const chipRows = StateField.define({
  create: () => [],
  update(rows, { changes, docChanged, effects, state }) {
    for (const effect of effects) if (effect.is(setChips)) return rowsOf(state.doc, effect.value);
    if (!docChanged || rows.length === 0) return rows;
    return rows.map((row) => ({ ...row, at: changes.mapPos(row.at, 1) }));
  },
});

// So that the end of a long line can be scrolled out from under its chips.
const SPACE = Decoration.line({ class: "with-chips" });

// Lines that an edit has joined are one.
const spaces = EditorView.decorations.compute([chipRows, "doc"], (state) => {
  const lines = new Set(state.field(chipRows).map(({ at }) => state.doc.lineAt(at).from));
  return Decoration.set([...lines].map((from) => SPACE.range(from)), true);
});

const made = (name, className, parent) => {
  const element = document.createElement(name);
  element.className = className;
  parent?.append(element);
  return element;
};

const sameChip = (a, b) => Object.keys(a).every((key) => a[key] === b[key]);

const SVG = "http://www.w3.org/2000/svg";

// The button of a chip, which keeps its element while it shows another task or state.
class ChipButton {
  constructor(rail) {
    this.rail = rail;
    this.chip = null;
    this.element = made("button", "chip");
    this.element.type = "button";
    this.element.tabIndex = -1;
    this.icon = document.createElementNS(SVG, "svg");
    this.icon.setAttribute("viewBox", "0 0 16 16");
    this.icon.setAttribute("aria-hidden", "true");
    this.element.append(this.icon);
    this.name = made("bdi", "chip-name", this.element);
    this.element.addEventListener("click", () => rail.options.onChip(this.chip.task));
  }

  show(chip) {
    if (this.chip && sameChip(this.chip, chip)) return;
    if (this.chip?.state !== chip.state) {
      this.element.dataset.state = chip.state;
      this.icon.innerHTML = this.rail.options.glyphs[chip.state] ?? "";
    }
    this.name.textContent = chip.label;
    this.element.title = chip.title;
    this.element.dataset.selected = chip.selected;
    this.chip = chip;
  }
}

// The chips of one line.
class ChipRow {
  constructor(rail) {
    this.line = 0;
    this.buttons = [];
    this.rail = rail;
    this.element = made("div", "chip-row");
    this.element.setAttribute("role", "group");
    this.more = made("button", "chip-more", this.element);
    this.more.type = "button";
    this.more.tabIndex = -1;
    this.more.addEventListener("click", () => rail.options.onLine(this.line));
  }

  // The kind is that of the line, whose text ends under the chips.
  show(line, top, kind, { chips, more }) {
    if (this.line !== line) this.element.setAttribute("aria-label", `Line ${line}`);
    this.line = line;
    this.element.style.top = `${top}px`;
    this.element.dataset.kind = kind;
    while (this.buttons.length > chips.length) this.buttons.pop().element.remove();
    while (this.buttons.length < chips.length) {
      const button = new ChipButton(this.rail);
      this.buttons.push(button);
      this.more.before(button.element);
    }
    chips.forEach((chip, index) => this.buttons[index].show(chip));
    const count = more > 0 ? `+${more.toLocaleString("en")}` : "";
    if (this.more.textContent !== count) this.more.textContent = count;
    this.more.hidden = more === 0;
    this.more.title = more > 0 ? `${more.toLocaleString("en")} more at line ${line}` : "";
  }
}

// Draws the rows of the lines in view.
class Rail {
  constructor(view, options) {
    this.view = view;
    this.options = options;
    this.rows = new Map();
    this.element = made("div", "chips", view.scrollDOM);
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Tasks at their lines");
    // The focus stays where it was when a chip is clicked.
    this.element.addEventListener("mousedown", (event) => event.preventDefault());
    this.element.addEventListener("keydown", (event) => this.pressed(event));
    this.width = Infinity; // of the text and the chips, in CSS pixels
    this.draw();
    // Measured when it changes, since to measure at each moment of a record costs a layout each time.
    this.resizes = new ResizeObserver(() => this.resized());
    this.resizes.observe(view.scrollDOM);
    this.resizes.observe(view.contentDOM);
  }

  resized() {
    const { contentDOM, scrollDOM } = this.view;
    const width = scrollDOM.clientWidth - contentDOM.offsetLeft;
    if (width === this.width) return;
    this.width = width;
    this.draw();
  }

  update(update) {
    const marked = update.transactions.some(({ effects }) => effects.length > 0);
    if (marked || update.selectionSet || update.viewportChanged || update.geometryChanged || update.docChanged) this.draw();
  }

  kind(line) {
    const { state } = this.view;
    return kindOf(state, line.from) || (line.number === state.doc.lineAt(state.selection.main.head).number ? "active" : "");
  }

  // As many chips as fit beside the text.
  shown({ chips, more }, line) {
    const character = this.view.defaultCharacterWidth;
    const text = countColumn(line.text.slice(0, LONGEST_MEASURED), this.view.state.tabSize) * character;
    let room = this.width - text - 2 * CHIP_PX;
    const fits = ({ label }) => {
      room -= CHIP_PX + Math.min(label.length, LONGEST_NAME) * character;
      return room >= 0;
    };
    const tooWide = chips.findIndex((chip, index) => !fits(chip) && index > 0);
    const count = tooWide < 0 ? chips.length : tooWide;
    return { chips: chips.slice(0, count), more: more + chips.length - count };
  }

  draw() {
    const { state, viewport, documentPadding } = this.view;
    const rows = state.field(chipRows);
    const focused = this.hasFocus();
    const unused = new Set(this.rows.keys());
    let above = null;
    for (const row of rows) {
      if (row.at < viewport.from || row.at > viewport.to) continue;
      const line = state.doc.lineAt(row.at);
      const top = this.view.lineBlockAt(row.at).top + documentPadding.top;
      if (!this.rows.has(line.number)) this.rows.set(line.number, new ChipRow(this));
      const drawn = this.rows.get(line.number);
      // In the order of the lines. One that is drawn stays, because an element that is moved loses the focus.
      if (!drawn.element.isConnected) {
        if (above) above.after(drawn.element);
        else this.element.prepend(drawn.element);
      }
      above = drawn.element;
      drawn.show(line.number, top, this.kind(line), this.shown(row, line));
      unused.delete(line.number);
    }
    for (const line of unused) {
      this.rows.get(line).element.remove();
      this.rows.delete(line);
    }
    // The chip with the focus is gone.
    if (focused && !this.hasFocus()) this.view.contentDOM.focus({ preventScroll: true });
  }

  hasFocus() {
    const { activeElement } = this.view.root;
    return this.element.contains(activeElement) && !activeElement.hidden;
  }

  // Moves the focus to the chips of the first line from here on that has some, or else of the first.
  enter() {
    const rows = this.view.state.field(chipRows);
    const from = this.view.state.doc.lineAt(this.view.state.selection.main.head).from;
    const row = rows.find(({ at }) => at >= from) ?? rows[0];
    if (row) this.focus(row, 0);
    return row !== undefined;
  }

  focus(row, index) {
    // The line comes into view, and with that its chips are drawn.
    this.view.dispatch({ effects: EditorView.scrollIntoView(row.at) });
    const line = this.view.state.doc.lineAt(row.at).number;
    const all = this.all(this.rows.get(line));
    all[Math.min(index, all.length - 1)]?.focus({ preventScroll: true });
  }

  all(row) {
    return row ? [...row.buttons.map(({ element }) => element), ...(row.more.hidden ? [] : [row.more])] : [];
  }

  pressed(event) {
    const here = [...this.rows.values()].find(({ element }) => element.contains(event.target));
    if (!here) return;
    const { state } = this.view;
    const rows = state.field(chipRows);
    const row = rows.findIndex(({ at }) => state.doc.lineAt(at).number === here.line);
    const chips = this.all(here);
    const chip = chips.indexOf(event.target);
    const last = chips.length - 1;
    const moves = {
      ArrowLeft: () => chips[Math.max(chip - 1, 0)].focus(),
      ArrowRight: () => chips[Math.min(chip + 1, last)].focus(),
      Home: () => chips[0].focus(),
      End: () => chips[last].focus(),
      ArrowUp: () => this.focus(rows[Math.max(row - 1, 0)], chip),
      ArrowDown: () => this.focus(rows[Math.min(row + 1, rows.length - 1)], chip),
      Escape: () => this.leave(rows[row].at),
      F2: () => this.leave(rows[row].at),
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    move();
  }

  // Back to the text, at the line of the chips.
  leave(at) {
    const { doc, selection } = this.view.state;
    if (doc.lineAt(selection.main.head).from !== at) this.view.dispatch({ selection: { anchor: at } });
    this.view.focus();
  }

  destroy() {
    this.resizes.disconnect();
    this.element.remove();
  }
}

// The extension; `options` are those of the editor: onChip, onLine, and the glyph of each state as the content of an SVG element.
export const chips = (options) => {
  const plugin = ViewPlugin.define((view) => new Rail(view, options));
  const enter = { key: "F2", run: (view) => view.plugin(plugin)?.enter() ?? false };
  return { extension: [chipRows, spaces, plugin], enter };
};
