'use client';

export function MemoryPage() {
  return null;
}
