using OnlineMl.Serving.Storage;

namespace OnlineMl.Serving;

/// <summary>The options of every concern together, as the service reads them. Each is the object that the application's <c>IOptions</c> of its type has.</summary>
internal class OnlineMlServingOptions
{
    /// <summary>What is wrong with them.</summary>
    public List<string> Faults { get; } = [];

    public OnlineMlStorageOptions Storage { get; private set; } = new();

    public OnlineMlMemoryOptions Memory { get; private set; } = new();

    public OnlineMlLimitOptions Limit { get; private set; } = new();

    public OnlineMlCallOptions Call { get; private set; } = new();

    public OnlineMlStreamOptions Stream { get; private set; } = new();

    /// <summary>Takes the options of one concern.</summary>
    public virtual void Take(object options)
    {
        switch (options)
        {
            case OnlineMlStorageOptions storage:
                Storage = storage;
                break;
            case OnlineMlMemoryOptions memory:
                Memory = memory;
                break;
            case OnlineMlLimitOptions limit:
                Limit = limit;
                break;
            case OnlineMlCallOptions call:
                Call = call;
                break;
            case OnlineMlStreamOptions stream:
                Stream = stream;
                break;
            default:
                return;
        }
    }
}
