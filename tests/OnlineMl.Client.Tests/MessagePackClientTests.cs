namespace OnlineMl.Client.Tests;

/// <summary>The contract over HTTP in MessagePack.</summary>
public sealed class MessagePackClientTests : OnlineMlHttpClientTests
{
    protected override OnlineMlClientOptions Options => new() { UseMessagePack = true };
}
