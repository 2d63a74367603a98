'use client';

export function ApprovalsPage() {
  return null;
}
