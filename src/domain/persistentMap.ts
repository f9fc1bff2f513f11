/**
 * An immutable map from text keys, as a hash trie 32 wide: a change copies one path (some six small arrays) and
 * shares the rest, so its cost does not grow with the number of entries, and two versions can be compared by
 * walking only what differs. Iteration order is arbitrary.
 */

interface Leaf<K, V> {
  readonly kind: 'leaf'
  readonly hash: number
  readonly key: K
  readonly value: V
}

interface Bucket<K, V> {
  readonly kind: 'bucket'
  readonly hash: number
  readonly leaves: readonly Leaf<K, V>[]
}

interface Branch<K, V> {
  readonly kind: 'branch'
  readonly bitmap: number
  readonly children: readonly Node<K, V>[]
}

type Node<K, V> = Leaf<K, V> | Bucket<K, V> | Branch<K, V>

export interface PersistentMap<K extends string, V> {
  readonly root: Node<K, V> | null
  readonly size: number
}

const bitsPerLevel = 5
const levelMask = 31

const empty: PersistentMap<never, never> = { root: null, size: 0 }

export function emptyMap<K extends string, V>(): PersistentMap<K, V> {
  return empty
}

export function mapOf<K extends string, V>(
  entries: Iterable<readonly [K, V]>,
): PersistentMap<K, V> {
  let map = emptyMap<K, V>()
  for (const [key, value] of entries) map = setIn(map, key, value)
  return map
}

export function getIn<K extends string, V>(map: PersistentMap<K, V>, key: K): V | undefined {
  const hash = hashOf(key)
  let node = map.root
  for (let shift = 0; node !== null; shift += bitsPerLevel) {
    if (node.kind === 'leaf') return node.key === key ? node.value : undefined
    if (node.kind === 'bucket') return node.leaves.find((leaf) => leaf.key === key)?.value
    node = childAt(node, hash, shift)
  }
  return undefined
}

/** The map with the entry set; the same map when the key has that very value already. */
export function setIn<K extends string, V>(
  map: PersistentMap<K, V>,
  key: K,
  value: V,
): PersistentMap<K, V> {
  const leaf: Leaf<K, V> = { kind: 'leaf', hash: hashOf(key), key, value }
  if (map.root === null) return { root: leaf, size: 1 }
  const grown = { count: 0 }
  const root = insert(map.root, leaf, 0, grown)
  return root === map.root ? map : { root, size: map.size + grown.count }
}

/** The map without the entry; the same map when there is none. */
export function deleteIn<K extends string, V>(
  map: PersistentMap<K, V>,
  key: K,
): PersistentMap<K, V> {
  if (map.root === null) return map
  const root = remove(map.root, key, hashOf(key), 0)
  if (root === map.root) return map
  return root === null ? emptyMap() : { root, size: map.size - 1 }
}

export function* entriesOf<K extends string, V>(
  map: PersistentMap<K, V>,
): Generator<readonly [K, V], void, undefined> {
  if (map.root === null) return
  for (const leaf of leavesOf(map.root)) yield [leaf.key, leaf.value]
}

export function* valuesOf<K extends string, V>(
  map: PersistentMap<K, V>,
): Generator<V, void, undefined> {
  if (map.root === null) return
  for (const leaf of leavesOf(map.root)) yield leaf.value
}

/** Keys whose value differs between two versions, added and removed ones included. Shared parts are not visited. */
export function changedKeys<K extends string, V>(
  before: PersistentMap<K, V>,
  after: PersistentMap<K, V>,
): readonly K[] {
  const changed: K[] = []
  collectChanges(before.root, after.root, changed)
  return changed
}

/** FNV-1a over UTF-16 units, with a final mix so that the low bits, used first, depend on all of them. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < key.length; index += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193)
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  return (hash ^ (hash >>> 13)) >>> 0
}

function bitAt(hash: number, shift: number): number {
  return 1 << ((hash >>> shift) & levelMask)
}

function indexOf(bitmap: number, bit: number): number {
  return countBits(bitmap & (bit - 1))
}

function countBits(value: number): number {
  let bits = value - ((value >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function childAt<K, V>(branch: Branch<K, V>, hash: number, shift: number): Node<K, V> | null {
  const bit = bitAt(hash, shift)
  if ((branch.bitmap & bit) === 0) return null
  return branch.children[indexOf(branch.bitmap, bit)] ?? null
}

function insert<K, V>(
  node: Node<K, V>,
  leaf: Leaf<K, V>,
  shift: number,
  grown: { count: number },
): Node<K, V> {
  if (node.kind === 'branch') return insertIntoBranch(node, leaf, shift, grown)
  if (node.kind === 'leaf' && node.key === leaf.key) {
    return Object.is(node.value, leaf.value) ? node : leaf
  }
  if (node.hash !== leaf.hash) {
    grown.count = 1
    return join(node, leaf, shift)
  }
  if (node.kind === 'leaf') {
    grown.count = 1
    return { kind: 'bucket', hash: node.hash, leaves: [node, leaf] }
  }
  return insertIntoBucket(node, leaf, grown)
}

function insertIntoBucket<K, V>(
  bucket: Bucket<K, V>,
  leaf: Leaf<K, V>,
  grown: { count: number },
): Bucket<K, V> {
  const index = bucket.leaves.findIndex((one) => one.key === leaf.key)
  if (index < 0) {
    grown.count = 1
    return { ...bucket, leaves: [...bucket.leaves, leaf] }
  }
  if (Object.is(bucket.leaves[index]?.value, leaf.value)) return bucket
  return { ...bucket, leaves: bucket.leaves.with(index, leaf) }
}

function insertIntoBranch<K, V>(
  branch: Branch<K, V>,
  leaf: Leaf<K, V>,
  shift: number,
  grown: { count: number },
): Branch<K, V> {
  const bit = bitAt(leaf.hash, shift)
  const index = indexOf(branch.bitmap, bit)
  const child = (branch.bitmap & bit) === 0 ? undefined : branch.children[index]
  if (child === undefined) {
    grown.count = 1
    return {
      kind: 'branch',
      bitmap: branch.bitmap | bit,
      children: branch.children.toSpliced(index, 0, leaf),
    }
  }
  const next = insert(child, leaf, shift + bitsPerLevel, grown)
  return next === child ? branch : { ...branch, children: branch.children.with(index, next) }
}

/** A branch, as deep as needed, that tells two nodes of different hash apart. */
function join<K, V>(
  node: Leaf<K, V> | Bucket<K, V>,
  leaf: Leaf<K, V>,
  shift: number,
): Branch<K, V> {
  const nodeBit = bitAt(node.hash, shift)
  const leafBit = bitAt(leaf.hash, shift)
  if (nodeBit === leafBit) {
    return { kind: 'branch', bitmap: nodeBit, children: [join(node, leaf, shift + bitsPerLevel)] }
  }
  const nodeComesFirst = nodeBit >>> 0 < leafBit >>> 0
  return {
    kind: 'branch',
    bitmap: nodeBit | leafBit,
    children: nodeComesFirst ? [node, leaf] : [leaf, node],
  }
}

function remove<K, V>(node: Node<K, V>, key: K, hash: number, shift: number): Node<K, V> | null {
  if (node.kind === 'leaf') return node.key === key ? null : node
  if (node.kind === 'bucket') {
    const leaves = node.leaves.filter((leaf) => leaf.key !== key)
    if (leaves.length === node.leaves.length) return node
    const [only] = leaves
    return leaves.length === 1 && only !== undefined ? only : { ...node, leaves }
  }
  return removeFromBranch(node, key, hash, shift)
}

function removeFromBranch<K, V>(
  branch: Branch<K, V>,
  key: K,
  hash: number,
  shift: number,
): Node<K, V> | null {
  const bit = bitAt(hash, shift)
  if ((branch.bitmap & bit) === 0) return branch
  const index = indexOf(branch.bitmap, bit)
  const child = branch.children[index]
  if (child === undefined) return branch
  const next = remove(child, key, hash, shift + bitsPerLevel)
  if (next === child) return branch
  const children =
    next === null ? branch.children.toSpliced(index, 1) : branch.children.with(index, next)
  const [only] = children
  if (only === undefined) return null
  if (children.length === 1 && only.kind !== 'branch') return only
  return { kind: 'branch', bitmap: next === null ? branch.bitmap & ~bit : branch.bitmap, children }
}

function* leavesOf<K, V>(node: Node<K, V>): Generator<Leaf<K, V>, void, undefined> {
  if (node.kind === 'leaf') yield node
  else if (node.kind === 'bucket') yield* node.leaves
  else for (const child of node.children) yield* leavesOf(child)
}

function collectChanges<K, V>(
  before: Node<K, V> | null,
  after: Node<K, V> | null,
  changed: K[],
): void {
  if (before === after) return
  if (before?.kind === 'branch' && after?.kind === 'branch') {
    collectBranchChanges(before, after, changed)
    return
  }
  const old = new Map(before === null ? [] : [...leavesOf(before)].map((l) => [l.key, l.value]))
  for (const leaf of after === null ? [] : leavesOf(after)) {
    if (!old.has(leaf.key) || !Object.is(old.get(leaf.key), leaf.value)) changed.push(leaf.key)
    old.delete(leaf.key)
  }
  changed.push(...old.keys())
}

function collectBranchChanges<K, V>(before: Branch<K, V>, after: Branch<K, V>, changed: K[]): void {
  for (let slot = 0; slot <= levelMask; slot += 1) {
    collectChanges(childInSlot(before, slot), childInSlot(after, slot), changed)
  }
}

function childInSlot<K, V>(branch: Branch<K, V>, slot: number): Node<K, V> | null {
  const bit = 1 << slot
  if ((branch.bitmap & bit) === 0) return null
  return branch.children[indexOf(branch.bitmap, bit)] ?? null
}
