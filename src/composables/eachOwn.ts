import { computed, shallowRef, type WritableComputedRef } from 'vue'

/** A value of its own for each key, the one of the present key at a time, as long as the scope lives. */
export function useEachOwn<V>(key: () => unknown, initial: V): WritableComputedRef<V> {
  const values = shallowRef<ReadonlyMap<unknown, V>>(new Map())
  return computed({
    get: () => values.value.get(key()) ?? initial,
    set: (value) => {
      values.value = new Map(values.value).set(key(), value)
    },
  })
}
