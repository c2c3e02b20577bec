namespace Rollcall.Server.Hosting;

/// <summary>The server cannot start, for a reason the operator can put right; the message is all they are shown.</summary>
public sealed class StartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
