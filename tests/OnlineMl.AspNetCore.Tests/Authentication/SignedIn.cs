using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace OnlineMl.AspNetCore.Tests.Authentication;

/// <summary>Calls of users.</summary>
internal static class SignedIn
{
    public static async Task<HttpResponseMessage> SignInAsync(this TestServer server, string user, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/auth/token");
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{secret}")));
        return await server.Http.SendAsync(request);
    }

    public static async Task<string> TokenAsync(this TestServer server, string user, string secret)
    {
        using var response = await server.SignInAsync(user, secret);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("token").GetString()!;
    }

    public static Task<HttpResponseMessage> SendAsAsync(this TestServer server, string? token, string method, string path, string? body = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body);
        }

        return server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static async Task<HttpStatusCode> StatusAsAsync(this TestServer server, string? token, string method, string path, string? body = null)
    {
        using var response = await server.SendAsAsync(token, method, path, body);
        return response.StatusCode;
    }
}
