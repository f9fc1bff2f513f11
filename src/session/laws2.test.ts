import { keepLaws } from '../testing/laws'

keepLaws(2)
