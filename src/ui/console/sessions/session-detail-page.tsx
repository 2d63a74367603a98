'use client';

export function SessionDetailPage() {
  return null;
}
