namespace OnlineMl.Serving.Streams;

/// <summary>What a hub has in common with those of its name on other servers.</summary>
internal interface IEventChannel
{
    /// <summary>Whether anybody listens on any server, or may come back.</summary>
    bool IsHeard { get; }

    /// <summary>Lets all servers know that somebody listens here, as far as that is possible now.</summary>
    Task AnnounceAsync();

    /// <summary>Brings an event to all hubs, the one of this server, too. It waits for nobody.</summary>
    void Publish(PublishedEvent published);

    /// <summary>Brings an event to all hubs that another server is to bring there, if it does not.</summary>
    void Await(PublishedEvent published);
}
