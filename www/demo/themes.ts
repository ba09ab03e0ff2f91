// Examples of what a page's styles can set: names with custom properties.

export const THEMES: [name: string, customProperties: Record<string, string>][] = [
  ['Indigo', {}],
  ['Forest', { '--ocs-accent': '#0b6e4f', '--ocs-radius': '8px' }],
  ['Plum', { '--ocs-accent': '#8e2a6b', '--ocs-radius': '24px' }],
  ['Ink', { '--ocs-accent': '#24292f', '--ocs-on-accent': '#fff', '--ocs-radius': '2px', '--ocs-font': 'Georgia, serif' }],
  ['Compact', { '--ocs-density': '0.75', '--ocs-width': '340px', '--ocs-height': '520px' }],
];
