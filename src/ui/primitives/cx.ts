import { clsx } from 'clsx';

/**
 * Joins class names. No two of them may say the same of one element: which of them won would depend on the style sheet. Every test that
 * draws a component looks (src/testing/class-names.ts), so nobody has to in a browser.
 */
export const cx = clsx;
