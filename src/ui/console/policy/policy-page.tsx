'use client';

export function PolicyPage() {
  return null;
}
