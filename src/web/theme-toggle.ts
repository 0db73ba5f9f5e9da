import { h, icon } from './dom.js';

/** The system's theme, or the one that the user chose on this page. */
const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const ICONS = { auto: 'auto', light: 'sun', dark: 'moon' } as const;
const KEY = 'obs-lab-theme';

function storedTheme(): Theme {
  // Storage may be unavailable: then the choice lasts as long as the page.
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function apply(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Applies the stored choice before anything is drawn. */
export function restoreTheme(): void {
  apply(storedTheme());
}

/**
 * Cycles through auto, light and dark.
 * @param onChange also called when the system changes
 */
export function themeToggle(onChange: () => void): HTMLElement {
  let theme = storedTheme();
  const button = h('button', { type: 'button', class: 'tool', id: 'theme' });
  const show = (): void => {
    button.replaceChildren(icon(ICONS[theme]));
    button.setAttribute('aria-label', `Theme: ${theme}`);
    button.title = `Theme: ${theme}`;
  };
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // see storedTheme
    }
    apply(theme);
    show();
    onChange();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
  show();
  return button;
}
