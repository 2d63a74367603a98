'use client';

export function ModelsPage() {
  return null;
}
