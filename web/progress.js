// How far the page has come in getting ready.

/** @param {1 | 2 | 3 | 4} step Loaded, key pair made, answer here, key unwrapped. */
export function progress(step) {
  const bar = document.querySelector('.pin-progress');
  if (bar instanceof HTMLProgressElement) bar.value = step;
}
