namespace OnlineMl.Serving.Streams;

/// <summary>Brings what is published on one server to the listeners of all.</summary>
internal interface IEventBackplane
{
    /// <summary>Connects a hub with those of its name on other servers.</summary>
    /// <param name="name">The name of the hub.</param>
    /// <param name="hub">The hub of this server, which gets what was published anywhere by <see cref="EventHub.Receive"/>, in one order for all.</param>
    IEventChannel Connect(string name, EventHub hub);
}
