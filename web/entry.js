// The two fields: what is typed, what is wrong with it, and what may be pasted.
import { text } from './texts.js';

/** The entry and the repeat entry. */
export class Entry {
  /** Called on each change, with whether what stands there could be sent. @type {(valid: boolean) => void} */
  onChange = () => {};
  /** Called when the cardholder or the app submits. @type {(pin: string, repeat: string) => void} */
  onSubmit = () => {};

  #terms;
  #objection;
  #form = element('.pin-form', HTMLFormElement);
  #pin = element('#pin-first', HTMLInputElement);
  #repeat = element('#pin-second', HTMLInputElement);
  #pinError = element('#pin-first-error', HTMLElement);
  #repeatError = element('#pin-second-error', HTMLElement);
  #reveal = element('.pin-reveal', HTMLButtonElement);
  #ending = element('.pin-ending', HTMLElement);
  /** What `onChange` was called with last. */
  #valid = false;

  /**
   * @param {import('./pinproof.js').Terms} terms
   * @param {(typed: string) => string | undefined} objection What the policy has against these digits.
   */
  constructor(terms, objection) {
    this.#terms = terms;
    this.#objection = objection;
    element('#pin-hint', HTMLElement).textContent = text(this.#exact ? 'hint-exact' : 'hint', this.#limits);
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    for (const field of [this.#pin, this.#repeat]) {
      field.addEventListener('input', () => this.#changed(field));
      field.addEventListener('paste', (event) => this.#paste(event, field));
      field.addEventListener('drop', (event) => event.preventDefault());
      for (const name of ['copy', 'cut', 'dragstart']) field.addEventListener(name, (event) => event.preventDefault());
    }
    this.#pin.addEventListener('blur', () => this.#left());
    this.#pin.addEventListener('keydown', (event) => this.#next(event));
    this.#reveal.addEventListener('click', () => this.#show(this.#reveal.getAttribute('aria-pressed') !== 'true'));
  }

  /** Gives the cardholder the first field. */
  open() {
    if (document.hasFocus()) this.#pin.focus();
  }

  /** Says that little time is left. */
  warn() {
    this.#ending.hidden = false;
  }

  /** Empties both fields. */
  clear() {
    for (const field of [this.#pin, this.#repeat]) field.value = '';
    this.#show(false);
    this.#tell(this.#pin, '');
    this.#tell(this.#repeat, '');
    // A value that a script sets has no `input` event.
    if (this.#valid) this.#judge(false);
  }

  /** Submits what stands in the fields. */
  submit() {
    this.onSubmit(this.#pin.value, this.#repeat.value);
  }

  /** Shows what is wrong, in the words for this class. @param {string} objection */
  object(objection) {
    const field = objection === 'pin_mismatch' ? this.#repeat : this.#pin;
    this.#tell(field, this.#words(objection));
    field.focus();
    field.select();
  }

  get #exact() {
    return this.#terms.minDigits === this.#terms.maxDigits;
  }

  get #limits() {
    return { min: this.#terms.minDigits, max: this.#terms.maxDigits };
  }

  /** @param {string} objection */
  #words(objection) {
    const repeatIsMissing = objection === 'pin_mismatch' && this.#repeat.value === '';
    const length = this.#exact ? 'pin_length-exact' : 'pin_length';
    const key = repeatIsMissing ? 'pin_repeat-missing' : objection === 'pin_length' ? length : objection;
    return text(key, this.#limits);
  }

  /** @param {HTMLInputElement} field */
  #changed(field) {
    const [pin, repeat] = [this.#pin.value, this.#repeat.value];
    const objection = this.#objection(pin);
    if (field === this.#pin) {
      // What more typing cannot mend is said at once; the rest waits until the field is left.
      const hopeless = objection === 'pin_charset' || pin.length > this.#terms.maxDigits;
      this.#tell(this.#pin, hopeless && objection !== undefined ? this.#words(objection) : '');
    }
    const differs = repeat !== '' && !pin.startsWith(repeat);
    this.#tell(this.#repeat, differs ? this.#words('pin_mismatch') : '');
    this.#judge(objection === undefined && pin === repeat);
  }

  /** @param {boolean} valid */
  #judge(valid) {
    this.#valid = valid;
    this.onChange(valid);
  }

  /** Enter leads from a good PIN to its repetition. @param {KeyboardEvent} event */
  #next(event) {
    if (event.key !== 'Enter' || this.#repeat.value !== '' || this.#objection(this.#pin.value) !== undefined) return;
    event.preventDefault();
    this.#repeat.focus();
  }

  #left() {
    const objection = this.#pin.value === '' ? undefined : this.#objection(this.#pin.value);
    if (objection !== undefined) this.#tell(this.#pin, this.#words(objection));
  }

  /**
   * Digits may be pasted as the PIN, blanks around them are dropped. The repeat entry is there to catch a slip of the finger, so
   * it has to be typed.
   *
   * @param {ClipboardEvent} event
   * @param {HTMLInputElement} field
   */
  #paste(event, field) {
    event.preventDefault();
    if (field === this.#repeat) {
      this.#tell(field, text('paste-repeat'));
      return;
    }
    const pasted = event.clipboardData?.getData('text').trim() ?? '';
    if (/^[0-9]+$/.test(pasted)) {
      field.value = pasted;
      this.#changed(field);
    } else {
      this.#tell(field, text('paste'));
    }
  }

  /** @param {HTMLInputElement} field @param {string} words */
  #tell(field, words) {
    const error = field === this.#pin ? this.#pinError : this.#repeatError;
    if (error.textContent !== words) error.textContent = words;
    if (words === '') field.removeAttribute('aria-invalid');
    else field.setAttribute('aria-invalid', 'true');
  }

  /** @param {boolean} shown */
  #show(shown) {
    for (const field of [this.#pin, this.#repeat]) field.type = shown ? 'text' : 'password';
    this.#reveal.setAttribute('aria-pressed', String(shown));
  }
}

/**
 * An element that the page has.
 *
 * @template {HTMLElement} T
 * @param {string} selector
 * @param {new () => T} kind
 * @returns {T}
 */
function element(selector, kind) {
  const found = document.querySelector(selector);
  if (found instanceof kind) return found;
  throw new TypeError(selector);
}
