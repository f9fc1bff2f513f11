import { describe, expect, it } from 'vitest'
import { fileRefusal, type FileFacts } from './files'

const facts: FileFacts = {
  maxBytes: 10,
  acceptedTypes: [],
  refusedTypes: ['image/svg+xml'],
  isAllowedInDirect: false,
}
const png = { size: 10, type: 'image/png' }

describe('which files a server takes', () => {
  it.each([
    ['a picture', facts, false, png, null],
    ['none at all', null, false, png, 'notAllowed'],
    ['none in direct channels', facts, true, png, 'notAllowed'],
    ['a byte too many', facts, false, { ...png, size: 11 }, 'fileTooLarge'],
    ['as large as one likes', { ...facts, maxBytes: null }, false, { ...png, size: 9e9 }, null],
    ['a refused type', facts, false, { size: 1, type: 'image/SVG+xml' }, 'fileTypeRefused'],
    ['a type nobody knows', facts, false, { size: 1, type: '' }, null],
    ['a listed family', { ...facts, acceptedTypes: ['image/*'] }, false, png, null],
    [
      'refused within a listed family',
      { ...facts, acceptedTypes: ['image/*'] },
      false,
      { size: 1, type: 'image/svg+xml' },
      'fileTypeRefused',
    ],
    [
      'not listed',
      { ...facts, acceptedTypes: ['image/png', 'text/*'] },
      false,
      { size: 1, type: 'video/mp4' },
      'fileTypeRefused',
    ],
  ] as const)('%s', (_name, known, isDirect, file, refusal) => {
    expect(fileRefusal(known, isDirect, file)).toBe(refusal)
  })
})
