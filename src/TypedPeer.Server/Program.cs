using TypedPeer.Server;

// Read once, when the first socket is used. What arrives is then handled by the thread that waited for it: handing it to the thread pool costs a third of what relaying a message does,
// and nothing here blocks. Whoever sets it keeps what was set.
const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";
if (Environment.GetEnvironmentVariable(InlineCompletions) is null)
{
    Environment.SetEnvironmentVariable(InlineCompletions, "1");
}

return await ServerCommand.InvokeAsync(args);
