import type { Plugin } from 'vite'

export function emojiTable(): string
export function emojiWords(language: 'en' | 'zh-CN'): string
export function emojiModules(): Plugin
