import { keepLaws } from '../testing/laws'

keepLaws(4)
