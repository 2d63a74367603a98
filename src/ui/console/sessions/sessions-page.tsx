'use client';

export function SessionsPage() {
  return null;
}
