// The kinds of frames (docs/protocol.md, "Frames"). Unknown types with the high bit set are skipped; other unknown types end the session.
export const typeHello = 0x01;
export const typeContract = 0x02;
export const typePing = 0x03;
export const typePong = 0x04;
export const typeGoodbye = 0x05;
export const typeFinished = 0x06;
export const typeCallCredit = 0x07;
export const typeCall = 0x10;
export const typeArguments = 0x11;
export const typeCancel = 0x12;
export const typeResult = 0x13;
export const typeError = 0x14;
export const typeHandled = 0x15;
export const typeUnreliable = 0x16;
export const typeData = 0x20;
export const typeDataEnd = 0x21;
export const typeStreamError = 0x22;
export const typeCredit = 0x23;
export const typeStreamStop = 0x24;
export const typeRelease = 0x30;
export const typeSettle = 0x31;
export const typeShared = 0x80;
export const typeResumeKey = 0x81;
export const typeAck = 0x82;
export const typePart = 0x83;
export const typeResume = 0x84;
export const typeResumeProof = 0x85;
export const typeContinue = 0x86;
export const typeResumeRefused = 0x87;
export const typeSuspend = 0x88;

// What a CALL frame carries beyond its identifiers, in the order of the bits. Unknown bits make the call fail, not the session.
export const flagMore = 1;
export const flagOneWay = 2;
export const flagTarget = 4;
export const flagDeadline = 8;
export const flagHeaders = 16;
export const flagSettle = 32;
export const flagPriority = 64;
export const flagLatest = 128;
export const flagsKnown = 255;

// The second field of RESULT.
export const resultMore = 1;
export const resultReferences = 2;

// What a side understands beyond the first form of the protocol, as bits of its HELLO; those nobody knows are ignored.
export const featureContractTargets = 1;
export const featureLatestWins = 2;
export const featureUnreliable = 4;
export const featureResume = 8;
export const featureSuspend = 16;

// How much a SETTLE frame brings to its end: nothing, the part, the whole call.
export const settleGoesOn = 0;
export const settlePart = 1;
export const settleCall = 2;

/** The largest piece of one call's data in one frame. */
export const maxChunk = 16 * 1024;
