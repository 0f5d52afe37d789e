// How much time has passed, in milliseconds.

/**
 * Counts from now on. The monotonic clock stands still while some devices sleep, and the other one can be set: the later of the two
 * counts.
 *
 * @returns {() => number}
 */
export function stopwatch() {
  return since(performance.now(), Date.now());
}

/**
 * Counts from the opening of the session. A page of its own opens it when it is asked for, so what its scripts took to load has
 * passed already. In a frame that the parent window has set up before, the session begins when the parent posts the control id.
 *
 * @returns {() => number}
 */
export function sessionClock() {
  const inFrame = (document.documentElement.dataset.frameOrigin ?? '') !== '';
  return inFrame ? stopwatch() : since(0, performance.timeOrigin);
}

/** @param {number} steady @param {number} wall @returns {() => number} */
function since(steady, wall) {
  return () => Math.max(performance.now() - steady, Date.now() - wall);
}

/**
 * Calls when that much time has passed, also when the device slept in between. The result takes it back.
 *
 * @param {() => number} now
 * @param {number} end
 * @param {() => void} action
 * @returns {() => void}
 */
export function at(now, end, action) {
  const check = () => {
    if (now() < end) return;
    cancel();
    action();
  };
  const timer = setInterval(check, 500);
  document.addEventListener('visibilitychange', check);
  const cancel = () => {
    clearInterval(timer);
    document.removeEventListener('visibilitychange', check);
  };
  return cancel;
}
