import { testsOfPart } from './tests-of-part.ts';

testsOfPart(3);
