// Imported before everything else. Where the system's locale is "C", WebKit names a language that is none, and libraries that
// format numbers with it while they load would end the page before it begins.

const isLanguage = (tag: string) => {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
};

const known = navigator.languages.filter(isLanguage);
if (!isLanguage(navigator.language)) {
  Object.defineProperty(navigator, 'language', { value: known[0] ?? 'en' });
  Object.defineProperty(navigator, 'languages', { value: known.length > 0 ? known : ['en'] });
}

export {};
