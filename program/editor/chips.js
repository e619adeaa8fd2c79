// Chips: who is at a line, as buttons at its right end. They stand beside the text in the scrolled area, so they are neither part of it
// nor of its Tab order; F2 moves the focus from a line to its chips and back.

import { StateEffect, StateField } from "@codemirror/state";
import { EditorView, ViewPlugin } from "@codemirror/view";
import { hasLine } from "./marks.js";

// The chips of a line; the others are counted.
const MOST_CHIPS = 4;

export const setChips = StateEffect.define();

// The lines with chips: the place where each begins, its first chips, and the number of the others.
const rowsOf = (doc, chips) => {
  const rows = new Map();
  for (const chip of chips) {
    if (!hasLine(doc, chip.line)) continue;
    const row = rows.get(chip.line) ?? { at: doc.line(chip.line).from, chips: [], more: 0 };
    rows.set(chip.line, row);
    if (row.chips.length < MOST_CHIPS) row.chips.push(chip);
    else row.more += 1;
    row.more += chip.more ?? 0;
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

const made = (name, className, parent) => {
  const element = document.createElement(name);
  element.className = className;
  parent?.append(element);
  return element;
};

const sameChip = (a, b) => a.task === b.task && a.label === b.label && a.state === b.state && a.title === b.title;

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
    this.element.title = chip.title ?? "";
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

  show(line, top, { chips, more }) {
    if (this.line !== line) this.element.setAttribute("aria-label", `Line ${line}`);
    this.line = line;
    this.element.style.top = `${top}px`;
    while (this.buttons.length > chips.length) this.buttons.pop().element.remove();
    while (this.buttons.length < chips.length) {
      const button = new ChipButton(this.rail);
      this.buttons.push(button);
      this.more.before(button.element);
    }
    chips.forEach((chip, index) => this.buttons[index].show(chip));
    const count = more > 0 ? `+${more}` : "";
    if (this.more.textContent !== count) this.more.textContent = count;
    this.more.hidden = more === 0;
    this.more.title = more > 0 ? `${more} more at line ${line}` : "";
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
    this.draw();
  }

  update(update) {
    const changed = update.startState.field(chipRows) !== update.state.field(chipRows);
    if (changed || update.viewportChanged || update.geometryChanged) this.draw();
  }

  draw() {
    const { state, viewport, documentPadding } = this.view;
    const rows = state.field(chipRows);
    this.view.scrollDOM.dataset.chips = rows.length > 0;
    const unused = new Set(this.rows.keys());
    for (const row of rows) {
      if (row.at < viewport.from || row.at > viewport.to) continue;
      const line = state.doc.lineAt(row.at).number;
      if (!this.rows.has(line)) this.rows.set(line, new ChipRow(this));
      const drawn = this.rows.get(line);
      if (!drawn.element.isConnected) this.element.append(drawn.element);
      drawn.show(line, this.view.lineBlockAt(row.at).top + documentPadding.top, row);
      unused.delete(line);
    }
    for (const line of unused) this.remove(line);
  }

  remove(line) {
    const { element } = this.rows.get(line);
    const focused = element.contains(this.view.root.activeElement);
    element.remove();
    this.rows.delete(line);
    if (focused) this.view.contentDOM.focus({ preventScroll: true });
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

  destroy() { this.element.remove(); }
}

// The extension; `options` are those of the editor: onChip, onLine, and the glyph of each state as the content of an SVG element.
export const chips = (options) => {
  const plugin = ViewPlugin.define((view) => new Rail(view, options));
  const enter = { key: "F2", run: (view) => view.plugin(plugin)?.enter() ?? false };
  return { extension: [chipRows, plugin], enter };
};
