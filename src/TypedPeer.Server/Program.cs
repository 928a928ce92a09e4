using TypedPeer.Server;

return await ServerCommand.InvokeAsync(args);
