'use client';

export function SettingsPage() {
  return null;
}
