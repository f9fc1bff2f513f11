import { createLocalization, type Localization, type LocaleChoice } from '../i18n'

/** Texts for a mounted component: pass it to `global.plugins`. Times are in UTC. */
export async function testLocalization(choice: LocaleChoice = 'en'): Promise<Localization> {
  const localization = createLocalization(['en'], 'UTC')
  await localization.choose(choice)
  await localization.loadRest()
  return localization
}
