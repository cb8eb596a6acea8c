export { createApiService } from './api-service.js';
export { createChatStreamsService } from './chat-streams-service.js';
export { createEntitiesService } from './entities-service.js';
export { createEventsService } from './events-service.js';
export { createFilesService } from './files-service.js';
export { createMessagesService } from './messages-service.js';
export { type GrpcServer, type Service, startGrpcServer } from './server.js';
export { createSlackServices } from './slack-services.js';
export { createTrafficService } from './traffic-service.js';
