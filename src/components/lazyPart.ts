import { defineAsyncComponent, type Component } from 'vue'
import { useLocalization } from '../i18n'

/** One for all who show it: once it is loaded it is there at once. */
const partByName = new Map<string, Component>()

/**
 * A component that loads when it is first needed, with the texts that come after the first screen. For the set-up of a component.
 * @param name tells it from all others
 */
export function lazyPart<Part extends Component>(name: string, load: () => Promise<Part>): Part {
  const known = partByName.get(name)
  if (known !== undefined) return known as Part
  const { loadRest } = useLocalization()
  const part = defineAsyncComponent(async () => {
    const [loaded] = await Promise.all([load(), loadRest()])
    return loaded
  })
  partByName.set(name, part)
  return part
}
