using Microsoft.AspNetCore.Http;
using OnlineMl.AspNetCore.Authentication;
using OnlineMl.Contracts;

namespace OnlineMl.AspNetCore.Limits;

/// <summary>Admits the examples of a batch one by one.</summary>
internal sealed class ExampleGate(HttpContext context, Action? count)
{
    private readonly bool _isForSomeModels = Caller.ModelsOf(context) is not null;

    /// <summary>Refuses an example of a model that the caller may not use, and one beyond the caller's limit.</summary>
    /// <exception cref="OnlineMlException">It is refused.</exception>
    public void Admit(string model)
    {
        if (_isForSomeModels)
        {
            Caller.Check(context, model);
        }

        count?.Invoke();
    }
}
