'use client';

import { AboutSection } from './about-section.tsx';
import { ConfigSection } from './config-section.tsx';
import { DoctorSection } from './doctor-section.tsx';
import { PageSection } from './page-section.tsx';

/** How the gateway is, what it was started with, and how this page looks. */
export function SettingsPage() {
  return (
    <div className="space-y-8">
      <DoctorSection />
      <PageSection />
      <ConfigSection />
      <AboutSection />
    </div>
  );
}
