/*
 * A small order desk, as a stranger to the chat would have written it. What it needs for the widget stands between
 * the two lines of dashes; all else is its own.
 */
;(async () => {
  const byId = (id) => document.getElementById(id)
  const { people, orders, widget } = await (await fetch('/desk.json')).json()
  const words = {
    en: {
      orders: 'Orders',
      messages: 'Messages',
      theme: 'Theme',
      system: 'System',
      light: 'Light',
      dark: 'Dark',
      language: 'Language',
      signOut: 'Sign out',
      signIn: 'Sign in',
      who: 'Whose desk is it today?',
      open: 'Open orders',
      order: 'Order',
      customer: 'Customer',
      amount: 'Amount',
      state: 'State',
      contact: 'Contact',
      write: 'Message',
      packed: 'Packed',
      waiting: 'Waiting for stock',
      shipped: 'Shipped',
      refused: 'The sign-in did not work.',
    },
    'zh-CN': {
      orders: '订单',
      messages: '消息',
      theme: '主题',
      system: '跟随系统',
      light: '浅色',
      dark: '深色',
      language: '语言',
      signOut: '退出',
      signIn: '登录',
      who: '今天谁值班？',
      open: '未完成的订单',
      order: '订单',
      customer: '客户',
      amount: '金额',
      state: '状态',
      contact: '联系人',
      write: '发消息',
      packed: '已打包',
      waiting: '等待补货',
      shipped: '已发货',
      refused: '登录失败。',
    },
  }
  let session = null
  let locale = /^zh/.test(navigator.language) ? 'zh-CN' : 'en'

  // ---- the chat ------------------------------------------------------------------------------------------------

  window.Parley =
    window.Parley ||
    function () {
      ;(window.Parley.q = window.Parley.q || []).push(arguments)
    }
  const script = document.createElement('script')
  script.src = widget.script
  script.async = true
  document.head.append(script)

  function startChat() {
    window.Parley('boot', {
      app: widget.app,
      frameUrl: widget.frame,
      locale,
      theme: byId('theme').value,
    })
    window.Parley('identify', freshToken)
    window.Parley('on', 'unread', ({ total }) => {
      byId('count').hidden = total === 0
      byId('count').textContent = total
    })
    window.Parley('on', 'link', (link) => {
      const { origin, hash } = new URL(link.url)
      if (origin !== location.origin) return
      link.preventDefault()
      showOrder(hash.slice(1))
    })
    window.Parley('on', 'notification', (notice) => {
      notice.preventDefault()
      say(notice.title)
    })
  }

  const stopChat = () => window.Parley('shutdown')
  const openChat = () => window.Parley('open')
  const writeTo = (username) => window.Parley('openDirect', username)
  const setChatTheme = (theme) => session && window.Parley('setTheme', theme)
  const setChatLocale = () => session && window.Parley('setLocale', locale)

  // --------------------------------------------------------------------------------------------------------------

  async function call(service, body) {
    const answer = await fetch(`/api/TokenAuth/${service}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) throw new Error(service)
    const { result } = await answer.json()
    return result && { ...result, endsAt: Date.now() + result.expireInSeconds * 1000 }
  }

  /** The token of whoever is signed in, a new one when the old one is about to end. */
  async function freshToken(reason) {
    if (session === null) return null
    const isEnding = Date.now() > session.endsAt - 90_000
    if (isEnding || reason === 'refused') {
      session = {
        ...session,
        ...(await call('RefreshToken', { refreshToken: session.refreshToken })),
      }
    }
    return session.accessToken
  }

  async function signIn({ username, password }) {
    try {
      session = await call('Authenticate', { userNameOrEmailAddress: username, password })
    } catch {
      byId('problem').textContent = words[locale].refused
      byId('problem').hidden = false
      return
    }
    session.username = username
    show()
    startChat()
  }

  async function signOut() {
    const { refreshToken } = session
    session = null
    stopChat()
    byId('count').hidden = true
    show()
    await call('LogOut', { refreshToken })
  }

  function show() {
    const isIn = session !== null
    byId('sign-in').hidden = isIn
    byId('problem').hidden = true
    for (const id of ['menu', 'orders', 'sign-out']) byId(id).hidden = !isIn
    byId('rows').replaceChildren(
      ...orders.filter(({ contact }) => contact !== session?.username).map(row),
    )
  }

  function row({ id, customer, amount, state, contact }) {
    const line = document.createElement('tr')
    line.id = id
    const name = people.find(({ username }) => username === contact)?.name ?? contact
    const write = document.createElement('button')
    write.type = 'button'
    write.textContent = `${words[locale].write}: ${name}`
    write.addEventListener('click', () => writeTo(contact))
    for (const value of [id, customer, amount, words[locale][state]]) {
      line.insertCell().textContent = value
    }
    line.insertCell().append(write)
    return line
  }

  function showOrder(id) {
    for (const line of byId('rows').rows) line.classList.toggle('is-shown', line.id === id)
    byId(id)?.scrollIntoView({ block: 'center' })
  }

  let noteTimer
  function say(text) {
    byId('note').textContent = text
    byId('note').hidden = false
    clearTimeout(noteTimer)
    noteTimer = setTimeout(() => {
      byId('note').hidden = true
    }, 4000)
  }

  function translate() {
    document.documentElement.lang = locale
    for (const element of document.querySelectorAll('[data-words]')) {
      element.textContent = words[locale][element.dataset.words]
    }
    show()
  }

  for (const person of people) {
    const button = document.createElement('button')
    button.type = 'button'
    button.textContent = person.name
    button.dataset.username = person.username
    button.addEventListener('click', () => signIn(person))
    byId('people').append(button)
  }
  byId('messages').addEventListener('click', openChat)
  byId('sign-out').addEventListener('click', signOut)
  byId('theme').addEventListener('change', ({ target }) => {
    document.documentElement.dataset.theme = target.value
    setChatTheme(target.value)
  })
  byId('locale').value = locale
  byId('locale').addEventListener('change', ({ target }) => {
    locale = target.value
    translate()
    setChatLocale()
  })
  translate()
})()
