export { type ChannelIdentities, giveUp, isSuspended, resume, type ResumeOutcome, resumeOver } from "./resume.js";
