/**
 * Conversations at work, in English. `A:` says a line, `A^` answers in the thread of the first line.
 * After ` || ` stand reactions (`+1 B C`) or `edited`. `{word}` is filled in per conversation.
 */
export const OFFICE = String.raw`
A: Morning all. Stand-up moves to *{time}* today, the big room is taken until then
B: Works for me
C: I will dial in from the train, so expect tunnels :sweat_smile:
A: No problem, we will keep it to ten minutes || +1 B C

A: Who has the key for the small meeting room? It is not in the drawer
B: I have it, sorry. Back on my desk in five minutes
A: Thanks :pray:

A: Reminder: time sheets for this month are due {day}. The form is at https://intranet.example/time
B: Done already, for once
C: The form forgets what I typed when I switch tabs. Is that just me?
B: Not just you. I reported it as {ticket}
C: Good. I write it in a text file first, then paste || +1 A

A: The lift is out of order again. Deliveries please through the yard
B: How long this time?
A: They said until {day}, so probably a day more :shrug:

A: @all the office network will be down for a few minutes at *{time}* while the switch is replaced
B: Does that include the test servers?
A: Yes, everything on the second floor
B: Then I will move the nightly run
A: Thank you, good idea

A: Welcome @B, today is the first day! Coffee at ten, everybody is invited :tada: || tada C D; wave C
B: Thanks! I have a laptop, a badge and no idea where the kitchen is
C: Follow the noise
D: I will show you around after stand-up

A: Has anybody seen the slides from the {customer} workshop?
B: In the shared folder under _workshops_, named by date
A: Found them, thanks. Page 12 is exactly what I need
C: Careful, page 12 still has the old prices
A: Oh. Who can correct that?
C: I can, give me until {time} || +1 A

A: Quick poll: retrospective on {day} or on the day after?
B: {day} please
C: Same
D: I am on holiday that week, decide without me :palm_tree:
A: Then *{day}*, {time}. I will send the invitation || white_check_mark B C

A: The printer on the first floor speaks only in hexadecimal today
B: Turn it off, wait a minute, turn it on
A: It printed 43 pages of my boarding pass
C: At least you will not miss the flight :airplane:

A: Notes of today's meeting:\n- new date for {feature} is agreed\n- {customer} gets a preview\n- open point: who tests on phones?
B: I can do phones
C: I have an old Android tablet as well
A: Perfect, I will put you both down || +1 B C

A: Does the fire drill happen today or was it moved?
B: Moved to {day}, there was a mail
A: I read mails the way others read terms of use :see_no_evil:

A: I finished the onboarding guide. Feedback welcome: https://wiki.example/onboarding
B: Reads well. I would move the part about accounts to the top
A: Good point, done || edited
C: And a list of people to ask would help, I asked @B about everything in my first week
B: I did not mind :slight_smile:
`
export const RELEASE = String.raw`
A: Release candidate *{ver}* is on staging
B: Smoke test is running
B: All green apart from {ticket}, and that one is cosmetic
A: Then I will tag it at {time} || rocket B C
C: :tada:

A: Build {ver} fails on Windows:\n${'```'}text\nerror: path too long: node_modules/.cache/…\nexit code 1\n${'```'}
B: We hit this before. Set the cache folder to something short
A: Where?
B: In the pipeline settings, variable ${'`'}CACHE_DIR${'`'}
A: That was it, green now :white_check_mark: || +1 B

A: Please hold merges, I am cutting the branch for {ver}
B: One small fix is still open, {ticket}. Can it wait?
A: How small?
B: Two lines and a test
A: Merge it now, then I cut
B: Merged, go ahead || ok_hand A

A: Rollout of {ver} is at 10 %. Error rate unchanged
B: Response times?
A: p95 went from 210 to 205 ms, so if anything it is faster
C: Nice. Next step at {time}?
A: Yes, 50 % at {time}, the rest tomorrow morning || +1 B C

A: Draft of the release notes for {ver}:\n> *New* {feature}\n> *Fixed* the list jumps when a channel moves up\n> *Fixed* a crash when the clipboard is empty
B: Add that the minimum browser version has changed
A: Right, thanks
C: And please not the word "crash" in public notes :sweat_smile:
A: "closes unexpectedly"?
C: That is worse. Keep "crash" || joy A B

A: @here {ver} is being rolled back, sign-in fails for users with a long session
B: Looking. It is the new cookie limit
B: Fix is in review: {ticket}
C: Reviewed. The test covers the 4 kB case too
A: Rolled forward again, all numbers are back to normal
A: Thanks everybody. I will write the post-mortem by {day} || heart B C; pray C
D^ Could you add when the alarm went off? I got it on the phone at {time}
A^ Yes: seven minutes after the rollout. Too late, I opened a ticket
D^ Thanks

A: Dependencies for {ver} are updated. The only jump is the date picker
B: Does it still start the week on Monday?
A: It does now

A: Who signs the packages this time?
B: Me. The token is new, so it may take two tries
C: The old one expired {day}, in case the pipeline complains
B: Signed and uploaded. Checksums are in the release || +1 A

A: The size budget failed: 4 kB over
B: That is the icon set, somebody imported all of it
A: Guilty :raised_hand: fixing
A: Back under the budget by 9 kB
B: :clap:

A: Do we ship {feature} in {ver} or behind a flag?
B: Behind a flag. {customer} wants to try it first
C: Agreed. The flag is called ${'`'}next-list${'`'} and defaults to off
A: Good. I will write it down in the notes

A: Steps for tomorrow:\n1. freeze at {time}\n2. tag {ver}\n3. publish notes\n4. watch the dashboards for an hour
B: I take 3
C: I take 4, with tea
A: Then the rest is mine :coffee: || +1 B C
`
export const SUPPORT = String.raw`
A: {customer} reports that notifications arrive twice
B: On one device or on two?
A: Two: phone and laptop. Both in the same office network
B: Then it is by design, but the setting is hidden too well
A: I will tell them where it is, and file {ticket} for the wording || +1 B

A: A user from {customer} cannot sign in since this morning: "session expired" in a loop
B: Is the clock of the machine right?
A: Off by two hours
B: That is your loop
A: Confirmed, solved. We should say so in the error message
C: Good idea, {ticket} || +1 A B

A: Is there a way to export one channel as a file?
B: For admins, in the room menu under _Export_
A: They are not admins
B: Then one of theirs has to do it, or we do it with a written request
A: I will ask for the request

A: Mail from {customer}: "the search finds nothing that is older than a week"
B: The index was rebuilt on {day}, it should be complete by tonight
A: Can I quote you on tonight?
B: Say tomorrow morning, then everybody is happy :wink:

A: Ticket {ticket} is waiting for an answer from us for three days
B: I thought @C had it?
C: I had a part of it. Answering now
C: Sent. They needed the address of the proxy, nothing else

A: Two customers in one hour ask for {feature}
B: Count me as the third
A: I put them on the list, that makes eleven
C: Twelve, {customer} asked me {day} on the phone || eyes A

A: Can somebody read this log? It stops in the middle of the sync
B: Send it over
B: Line 212 is the interesting one: the server answered 502 and the client gave up
A: It should try again, no?
B: It should, and from {ver} on it does. They have the version before
A: I will suggest the update || +1 B

A: Friendly reminder: please close tickets when they are solved, the board says 61 open and I count 14
B: Closing mine
C: Done, nine less :broom:
A: 38 now. We are getting there

A: {customer} asks where their data are stored
B: Standard answer number four, in the wiki: https://wiki.example/answers#data
A: Perfect, thank you

A: Screen reader users cannot reach the emoji list, says {customer}. They are right
B: Known, {ticket}. It is planned for {ver}
A: May I tell them?
B: Yes, but without a date
A: Told them. They offered to test it for us :heart: || heart B C
`
export const DESIGN = String.raw`
A: New draft for {feature} is up: https://design.example/f/{ticket}
B: I like the quiet header. The buttons look a bit far apart
A: On purpose, they are 44 px for fingers
B: Ah, then the icons could grow too
A: Good catch, changed || edited
C: :heart_eyes: || +1 A

A: Which grey do we use for secondary text? I count five
B: There should be two
A: There are five
B: I will clean up the tokens {day}
A: :pray: || heart B

A: Contrast check on dark: the link colour is at 3.9
B: Needs 4.5
A: A bit lighter then: ${'`'}#7fb2ff${'`'} gives 6.1
B: Take that one || +1 A C

A: Should the unread mark be a number or a dot?
B: A number for messages to me, a dot for the rest
C: And bold for the name in both cases
A: *Number, dot, bold.* Writing it down || white_check_mark B C
D^ And when it is muted?
A^ Then only a dot for a personal mention
D^ :ok_hand:

A: The empty state needs a picture. Ideas?
B: No picture. One good sentence and a button
C: "Nothing here yet. Say hello."
A: I can live with that || +1 B

A: I tried the flow on a phone with one hand. The send button is fine, the menu is not
B: Move the menu down?
A: Or swipe. But swipes are invisible
B: Then both: swipe, and an entry in the long-press menu
A: I will draw it until {day}

A: Accessibility review of {feature}:\n- focus order is right\n- focus ring is missing on the tabs\n- the label of the close button is "x"
B: The label is mine, sorry. Fixing
C: Ring is in {ticket}
A: Thanks, both are green now || tada B

A: Do we have the logo as a vector?
B: In the shared folder, *brand/logo.svg*, not the one named "final"
A: There are three named final
B: Exactly

A: Motion: 120 ms for hover, 200 ms for panels, nothing for people who ask for less motion
B: Yes please
C: Is 200 not slow on the phone?
A: We can try 160 there
C: Let us try

A: ## Type scale\nBody 15, small 13, heading 18. Line height 1.45 everywhere
B: 1.45 is tight for Chinese
A: True. 1.6 for Chinese then
C: Looks much calmer, thanks || +1 A B
`
export const LEADS = String.raw`
A: Plan for the quarter: {feature} first, then the performance work
B: I would swap them. Performance is what {customer} asks about every week
C: Can we do both with a smaller {feature}?
A: If we leave out the import, yes
B: Agreed
A: Then I will write it up until {day} || +1 B C

A: We need a decision on the hosting contract by {day}
B: The cheaper one has no support at night
A: How often did we need that last year?
B: Twice. But then we really needed it
C: I would pay for it
A: So would I. Signing the larger one

A: Numbers for last week: 412 active people, 38 channels, answer times in support down to *3.1 h*
B: Nice, that is the best week so far
C: Credit goes to the new answers in the wiki || clap A B

A: Budget for training is still open. Wishes?
B: The accessibility course for two people
C: ~A trip to the sea~ The database course
A: Noted, in that order || joy B

A: Can somebody take over my meeting with {customer} on {day}? I am double-booked
B: I can
A: Thank you. The notes are in the usual place

A: Draft of the roadmap is ready for comments: https://wiki.example/roadmap
B: Two comments, both about dates
C: I miss {feature}
A: It is on page two under "later"
C: "Later" is where things go to sleep :zzz:
A: Fair. Moved it to "next" || +1 C
`
export const HIRING = String.raw`
A: Interview with the front-end candidate is on {day} at {time}
B: I prepare the exercise: a list with ten thousand rows
C: The one with the keyboard part?
B: Yes, that tells the most
A: Perfect. Please send your notes the same day || +1 B C

A: Feedback on today's interview?
B: Strong on testing, honest about what was new
C: Asked better questions than I did
A: So that is a yes from all of us?
B: Yes
C: Yes :star: || tada A

A: The advertisement still says "must know jQuery"
B: From 2014, with love
A: Rewritten: https://wiki.example/jobs
B: Much better. "You explain things well" is my favourite line || heart A

A: References for the candidate are in, both very good
B: Then let us make the offer before {day}
A: Letter goes out at {time} :email: || +1 B
`
