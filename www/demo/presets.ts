// The presets: what the owners of different sites would choose.

/** Options by attribute, custom properties, and the page that the widget is on. */
export interface Preset {
  name: string;
  /** What makes it different, in a few words. */
  summary: string;
  options: Record<string, string>;
  customProperties: Record<string, string>;
  page: 'site.html' | 'site-ar.html';
}

const WELCOME = {
  'header-text': 'Tamarind Clinic',
  'welcome-messages': '["**Welcome to Tamarind Clinic.** Ask about opening hours, vaccinations, or your next visit."]',
  'starter-questions': '["When are you open?", "What should I bring?", "Book a visit"]',
  'allow-attachments': 'true',
  'highlight-code': 'true',
  'quick-replies': 'true',
};

/** The colours of a site: its accent, and a lighter one for lines and texts on a dark background. */
const brand = (accent: string, onDark: string) => ({
  '--ocs-accent': accent,
  '--ocs-on-accent': '#ffffff',
  '--starter-question-border-color': `light-dark(${accent}, ${onDark})`,
  '--starter-question-text-color': `light-dark(${accent}, ${onDark})`,
});

export const PRESETS: Preset[] = [
  {
    name: 'Help desk',
    summary: 'Welcome, files',
    options: { ...WELCOME, 'teaser': 'Questions about your visit?' },
    customProperties: brand('#0f766e', '#5eead4'),
    page: 'site.html',
  },
  {
    name: 'Understated',
    summary: 'Square, serif',
    options: {
      'header-text': 'Ask the clinic',
      'welcome-messages': '["Good day. What would you like to know?"]',
      'position': 'left',
      'button-shape': 'square',
      'quick-replies': 'true',
    },
    customProperties: {
      ...brand('light-dark(#24292f, #d0d7de)', '#d0d7de'),
      '--ocs-on-accent': 'light-dark(#ffffff, #17201f)',
      '--starter-question-border-color': 'currentcolor',
      '--starter-question-text-color': 'currentcolor',
      '--ocs-radius': '2px',
      '--ocs-font': 'Georgia, serif',
    },
    page: 'site.html',
  },
  {
    name: 'Friendly',
    summary: 'A text button',
    options: { ...WELCOME, 'button-text': 'Ask us', 'teaser': 'Hello! We usually answer at once.', 'sound': 'true' },
    customProperties: { ...brand('#a21c5b', '#f9a8d4'), '--ocs-radius': '24px' },
    page: 'site.html',
  },
  {
    name: 'Night',
    summary: 'Always dark',
    options: { ...WELCOME, 'theme': 'dark' },
    customProperties: {
      ...brand('#5eead4', '#5eead4'),
      '--ocs-on-accent': '#042f2e',
      '--ocs-surface': '#10191c',
      '--ocs-text': '#e6f0ef',
    },
    page: 'site.html',
  },
  {
    name: 'Closed',
    summary: 'A banner',
    options: {
      ...WELCOME,
      'banner-message': 'The clinic is closed today. The assistant still answers.',
      'banner-style': 'warning',
    },
    customProperties: { ...brand('#1d4ed8', '#93c5fd'), '--ocs-density': '0.8', '--ocs-width': '360px' },
    page: 'site.html',
  },
  {
    name: 'Kiosk',
    summary: 'In the page',
    options: { ...WELCOME, 'mode': 'kiosk' },
    customProperties: { ...brand('#9a3412', '#fdba74'), '--ocs-radius': '12px' },
    page: 'site.html',
  },
  {
    name: 'العربية',
    summary: 'Right to left',
    options: {
      'language': 'ar',
      'header-text': 'عيادة تمر هندي',
      'welcome-messages': '["**مرحبًا بك في العيادة.** اسأل عن ساعات العمل أو التطعيم أو موعدك القادم."]',
      'starter-questions': '["متى تفتحون؟", "ماذا أحضر معي؟", "احجز لي موعدًا"]',
      'teaser': 'هل لديك سؤال عن زيارتك؟',
      'allow-attachments': 'true',
      'quick-replies': 'true',
      'position': 'left',
    },
    customProperties: brand('#0f766e', '#5eead4'),
    page: 'site-ar.html',
  },
];
