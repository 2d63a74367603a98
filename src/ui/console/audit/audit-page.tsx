'use client';

export function AuditPage() {
  return null;
}
